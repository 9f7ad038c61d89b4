/// Decides when alarms are raised and cleared, remembers it, and does what is to be done then.
///
/// [AlarmState] is the law of one alarm and [Composites] that of alarms made of alarms, both pure.
/// [Alarms] looks each alarm's query up when it is due and keeps states, history and what is yet to
/// be delivered in one file; [Deliveries] sends webhooks and runs commands, again until they
/// succeed.
///
/// **Limits:** 100 alarms, 20 changes of each remembered, 200 deliveries waiting, of each 20 tries
/// in about an hour and a half.
@NullMarked
package tenfold.watch.alarm;

import org.jspecify.annotations.NullMarked;
