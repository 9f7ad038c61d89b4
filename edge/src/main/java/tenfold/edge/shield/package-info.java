/// Who may come, how often and on how many connections.
///
/// **In:** addresses of clients and heads of requests. **Out:** yes or no, at once and without
/// waiting. [IpTable] knows ranges of addresses, [ConnectionTable] counts connections, [RateGate]
/// counts requests by [Gcra] in a [RateTable] of fixed size.
///
/// **Threads:** any. **When a table is full** whoever it does not know is let in, and that is
/// counted: an attack on the table must not shut others out.
@NullMarked
package tenfold.edge.shield;

import org.jspecify.annotations.NullMarked;
