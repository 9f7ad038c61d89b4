package tenfold.platform;

import java.util.Arrays;
import java.util.List;
import tenfold.cli.CommandLineInterface;
import tenfold.cli.Shell;
import tenfold.platform.node.ControlProcess;
import tenfold.platform.up.Up;

/// The program: a command line, whose `up` becomes the node, and the control process that a node
/// starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Shell shell = Shell.ofProcess();
        List<String> words = Arrays.asList(args);
        int exit =
                !words.isEmpty() && words.getFirst().equals(ControlProcess.COMMAND)
                        ? ControlProcess.run(words.subList(1, words.size()), shell.err())
                        : CommandLineInterface.run(
                                args, shell, request -> Up.run(request, shell.out(), shell.err()));
        System.exit(exit);
    }
}
