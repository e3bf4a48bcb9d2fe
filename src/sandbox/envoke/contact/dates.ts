// Formats and parses the vendor's dates: `YYYY-MM-DD HH:MM:SS`. The time zone is not documented; UTC is assumed.

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/;

/** @param milliseconds since the epoch */
export function formatDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

/** Parses a date with or without a time; returns milliseconds since the epoch, or NaN if the text is not a date. */
export function parseDate(text: string): number {
  const [, day, time = '00:00:00'] = DATE.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  // Date.parse would turn the 31st of February into a day of March.
  return !Number.isNaN(at) && formatDate(at).startsWith(day ?? '') ? at : Number.NaN;
}

/** Adds months to a date; if the month has no such day, returns its last day. */
export function monthsLater(milliseconds: number, months: number): number {
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
