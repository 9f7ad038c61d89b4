package tenfold.base.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir Path folder;

    @Test
    void readsWhatWasWrittenLast() throws IOException {
        var file = new DurableFile(folder.resolve("image"));

        file.write("old".getBytes(UTF_8));
        file.write("new\nlines".getBytes(UTF_8));

        assertThat(file.read()).hasValue("new\nlines".getBytes(UTF_8));
    }

    @Test
    void isEmptyBeforeTheFirstWrite() throws IOException {
        assertThat(new DurableFile(folder.resolve("image")).read()).isEmpty();
    }

    @Test
    void noticesEveryFlippedBitAndEveryCut() throws IOException {
        Path path = folder.resolve("image");
        var file = new DurableFile(path);
        file.write("content".getBytes(UTF_8));
        byte[] whole = Files.readAllBytes(path);

        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(path, damaged);
            assertThatThrownBy(file::read).isInstanceOf(IOException.class);
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        Path path = folder.resolve("image");
        new DurableFile(path).write(new byte[0]);

        assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
    }
}
