// When a plan is due (JOB-2). Pure. Times are those of the wall clock in the schedule's zone: over a change to summer time a time
// that does not exist comes at the moment of the change, and one that comes twice is due once (a step such as `*/30` runs on
// through both hours).
import type * as z from 'zod';
import { Cron } from 'croner';
import type { scheduleSpec } from '@argosy/contract/workloads/plan-spec';
import { messageOf, refusal, unreachable } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';

export type Schedule = z.infer<typeof scheduleSpec>;

/** After an outage `catchUp: all` makes up for at most this many times: a plan of every minute would otherwise keep its
 *  cluster busy for longer than the outage was. */
const mostCaughtUp = 100;

/** Refuses a schedule that cannot be read, names no known zone, or never comes: schedule_invalid. `now` is where looking for
 *  the first time begins. */
export function requireUsable(schedule: Schedule, now: Instant): void {
  let first: Instant | undefined;
  try {
    if (/[@?LW#]/.test(schedule.cron))
      throw new Error(`"${schedule.cron}" must be five fields: minute hour day month weekday`);
    [first] = nextTimes(schedule, now, 1);
  } catch (error) {
    throw refusal(
      'schedule_invalid',
      { problem: messageOf(error).replace(/^Cron(Pattern|Date): /, '') },
      { cause: error },
    );
  }
  if (first === undefined) throw refusal('schedule_invalid', { problem: `"${schedule.cron}" never comes` });
}

/** The next `count` times after `after`, at most; fewer when there are no more. */
export function nextTimes(schedule: Schedule, after: Instant, count: number): readonly Instant[] {
  return read(schedule).nextRuns(count, toDate(after)).map(fromDate);
}

/** Which of the times in `(after, now]` are to be run, oldest first, by the catch-up rule. A time is missed when another has
 *  come after it, or when it is older than `missedAfterMs`: the server was not there for it. */
export function dueTimes(
  schedule: Schedule,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): readonly Instant[] {
  // croner leaves out its end and looks at whole seconds, hence one more: a time that is now is due now.
  const past = read(schedule)
    .previousRuns(mostCaughtUp, toDate(now.add({ seconds: 1 })))
    .map(fromDate)
    .filter((time) => Instant.compare(time, after) > 0)
    .toReversed();
  switch (schedule.catchUp) {
    case 'all':
      return past;
    case 'last':
      return past.slice(-1);
    case 'none':
      return past.slice(-1).filter((time) => now.epochMilliseconds - time.epochMilliseconds <= missedAfterMs);
    default:
      return unreachable(schedule.catchUp);
  }
}

/** A server that was restarted, or had much to do, still starts a plan this late; what is older was missed. */
const missedAfterMs = 60_000;

function read({ cron, timeZone }: Schedule): Cron {
  return new Cron(cron, { timezone: timeZone, mode: '5-part' });
}

// Schedules know whole minutes; what lies below milliseconds cannot matter.
const toDate = (instant: Instant): Date => new Date(instant.epochMilliseconds);
const fromDate = (date: Date): Instant => Instant.fromEpochMilliseconds(date.getTime());
