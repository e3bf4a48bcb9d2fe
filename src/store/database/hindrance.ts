// Which parts of runs may not be applied any more, because they are outdated: nobody compares them with today's manifests.

/**
 * Why a part may not be applied any more. `cancelled`: its run is. `overtaken`: a younger run was begun at its destination, so that
 * what it declares may be outdated. `too-old`: nobody has worked on it for a day.
 */
export type Hindrance = 'cancelled' | 'overtaken' | 'too-old';

/** Hours after which a part that nobody has worked on may not be applied any more. */
const MAX_AGE_HOURS = 24;

/** SQL: true if the part `p` is too old. */
export const TOO_OLD = `p.worked_at < clock_timestamp() - interval '${MAX_AGE_HOURS} hours'`;

/** SQL: why the part `p` of the run `r` is outdated; NULL if it is not. */
export const HINDRANCE = `CASE
    WHEN ${TOO_OLD} THEN 'too-old'
    WHEN EXISTS (
      SELECT FROM rollcall.part o JOIN rollcall.run younger USING (run_id)
      WHERE o.destination = p.destination AND younger.number > r.number
        AND EXISTS (SELECT FROM rollcall.journal j WHERE j.run_id = o.run_id AND j.account = o.account)) THEN 'overtaken'
    END`;
