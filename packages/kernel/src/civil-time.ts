// Civil time: what the calendar and the clock on the wall say where a customer is. An instant becomes civil only together with
// a zone, and a day becomes instants only through one: where clocks are changed a day has 23 or 25 hours.
import type { Instant } from './time.ts';

export type PlainDate = Temporal.PlainDate;
/** A calendar day, a time of day and the zone they are of. */
export type CivilTime = Temporal.ZonedDateTime;

/** Where an organization is that has not said so: the zone of days, bills and schedules. */
export const usualZone = 'Asia/Shanghai';

/** `zone` is an IANA name. Throws a RangeError when there is no such zone: it is parsed at the edge. */
export function civilTimeAt(at: Instant, zone: string): CivilTime {
  return at.toZonedDateTimeISO(zone);
}

/** The day it is then in the zone. */
export function dayAt(at: Instant, zone: string): PlainDate {
  return civilTimeAt(at, zone).toPlainDate();
}

/** The day in the zone as `[start, end)`: its first moment need not be midnight, where clocks are changed at that hour. */
export function periodOfDay(day: PlainDate, zone: string): { readonly start: Instant; readonly end: Instant } {
  const startOf = (each: PlainDate) => each.toZonedDateTime(zone).startOfDay().toInstant();
  return { start: startOf(day), end: startOf(day.add({ days: 1 })) };
}
