// The hours in which nothing disturbs.

/** What a clock in `zone` shows at a moment, as "HH:MM". */
function hourIn(zone, at) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** Whether nothing may disturb at that moment; the end belongs to the day again. */
export function inQuietHours({ quiet_from: from, quiet_until: until, time_zone: zone }, at) {
  if (!from || !until) return false;
  const here = hourIn(zone || "UTC", at);
  return from < until ? from <= here && here < until : here >= from || here < until;
}
