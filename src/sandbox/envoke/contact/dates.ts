// Dates as the vendor writes them: `YYYY-MM-DD HH:MM:SS`. The zone is not documented; it is UTC here.

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/;

export function formatDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

/** Milliseconds; NaN if the text is no date. */
export function parseDate(text: string): number {
  const [, day, time = '00:00:00'] = DATE.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  // Date.parse would take the 31st of February for a day in March.
  return !Number.isNaN(at) && formatDate(at).startsWith(day ?? '') ? at : Number.NaN;
}

/** The same day of a later month, or the month's last day where it has no such day. */
export function monthsLater(milliseconds: number, months: number): number {
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
