package tenfold.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a process holds of the machine at one moment: open descriptors, living descendants,
/// listening TCP ports (its own and theirs). Taken before and after, two of them show a leak.
public record Footprint(int descriptors, Set<Long> descendants, Set<Integer> listeningPorts) {
    public Footprint {
        descendants = Set.copyOf(descendants);
        listeningPorts = Set.copyOf(listeningPorts);
    }

    /// Of this JVM.
    public static Footprint ofThisProcess() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    public static Footprint of(long pid) throws IOException {
        List<Long> members = new ProcessTree(pid).members();
        Map<String, Integer> listeners = ProcFiles.listeners();
        Set<Integer> ports = new TreeSet<>();
        for (long member : members) {
            for (String target : descriptorsOrNone(member)) {
                Integer port = listeners.get(target);
                if (port != null) {
                    ports.add(port);
                }
            }
        }
        Set<Long> descendants = new TreeSet<>(members);
        descendants.remove(pid);
        return new Footprint(descriptorsOrNone(pid).size(), descendants, ports);
    }

    /// One line for each thing held now that was not held `before`; empty when nothing leaked.
    ///
    /// `slack` descriptors more are forgiven: a JVM opens jars and random devices as it pleases.
    public List<String> leakedSince(Footprint before, int slack) {
        List<String> leaks = new ArrayList<>();
        if (descriptors > before.descriptors + slack) {
            leaks.add("descriptors: " + descriptors + ", before " + before.descriptors);
        }
        newIn(descendants, before.descendants).forEach(pid -> leaks.add("process " + pid));
        newIn(listeningPorts, before.listeningPorts)
                .forEach(port -> leaks.add("listening port " + port));
        return leaks;
    }

    private static <T> Set<T> newIn(Set<T> after, Set<T> before) {
        Set<T> fresh = new TreeSet<>(after);
        fresh.removeAll(before);
        return fresh;
    }

    private static List<String> descriptorsOrNone(long pid) throws IOException {
        return ProcFiles.state(pid).isEmpty() ? List.of() : ProcFiles.descriptors(pid);
    }
}
