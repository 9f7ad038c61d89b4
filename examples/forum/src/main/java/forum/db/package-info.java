/// PostgreSQL with plain JDBC: pool, transactions, migrations.
package forum.db;
