package forum.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DatabaseUrlTest {
    @Test
    void readsWhatHostingPlatformsHandOut() {
        var url =
                DatabaseUrl.parse(
                        "postgres://ada:p%40ss+word@db.example:6543/forum?sslmode=require");

        assertEquals("jdbc:postgresql://db.example:6543/forum?sslmode=require", url.jdbcUrl());
        assertEquals("ada", url.user());
        assertEquals("p@ss+word", url.password());
    }

    @Test
    void speaksPlainlyOnOneMachineUnlessToldOtherwise() {
        assertEquals(
                "jdbc:postgresql://127.0.0.1:5432/forum?sslmode=disable",
                DatabaseUrl.parse("postgresql://ada@127.0.0.1/forum").jdbcUrl());
        assertEquals(
                "jdbc:postgresql://localhost:5432/forum?sslmode=verify-full",
                DatabaseUrl.parse("postgresql://ada@localhost/forum?sslmode=verify-full")
                        .jdbcUrl());
    }

    @Test
    void refusesOtherDatabasesAndMissingNames() {
        assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse("mysql://h/forum"));
        assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse("postgres://h"));
    }

    @Test
    void keepsThePasswordOutOfLogs() {
        assertFalse(
                DatabaseUrl.parse("postgres://ada:secret@h/forum").toString().contains("secret"));
    }
}
