package tenfold.bench.scaling;

import java.util.ArrayDeque;
import java.util.Deque;

/// The Kubernetes HorizontalPodAutoscaler with its defaults, on CPU or on the request rate.
///
/// Every 15 s `ceil(current x metric / target)`, nothing within 10 %; pods that are not ready count
/// as unused when it scales up; up by at most the larger of 100 % and four pods in 15 s; down to
/// the most that was recommended in 300 s.
final class KubernetesHpa implements Law {
    private static final int PERIOD = 15;
    private static final int STABILISATION = 300;
    private static final double TOLERANCE = 0.1;

    private record Recommendation(long second, int pods) {}

    private final double target;
    private final int max;
    private final boolean onRequests;
    private final Deque<Recommendation> recommendations = new ArrayDeque<>();
    private double metric;
    private int seconds;
    private int desired;

    KubernetesHpa(double target, int max, int desired, boolean onRequests) {
        this.target = target;
        this.max = max;
        this.desired = desired;
        this.onRequests = onRequests;
    }

    @Override
    public String name() {
        return onRequests ? "Kubernetes HPA, requests" : "Kubernetes HPA, CPU";
    }

    @Override
    public int decide(Seen seen) {
        metric += onRequests ? seen.demand() / Math.max(1, seen.ready()) : seen.used();
        seconds++;
        if (seconds < PERIOD) {
            return desired;
        }
        int recommended = recommend(seen, metric / seconds);
        metric = 0;
        seconds = 0;
        recommendations.addLast(new Recommendation(seen.second(), recommended));
        while (recommendations.getFirst().second() <= seen.second() - STABILISATION) {
            recommendations.removeFirst();
        }
        if (recommended > desired) {
            int limit = desired + Math.max(desired, 4);
            desired = Math.min(Math.min(recommended, limit), max);
        } else {
            int most = recommendations.stream().mapToInt(Recommendation::pods).max().orElse(1);
            desired = Math.max(1, Math.min(desired, most));
        }
        return desired;
    }

    private int recommend(Seen seen, double mean) {
        double ratio = mean / target;
        if (Math.abs(ratio - 1) <= TOLERANCE) {
            return desired;
        }
        int pods = seen.ready();
        if (ratio > 1 && seen.starting() > 0) {
            pods += seen.starting();
            ratio = ratio * seen.ready() / pods;
            if (ratio <= 1 + TOLERANCE) {
                return desired;
            }
        }
        return (int) Math.max(1, Math.ceil(pods * ratio - 1e-9));
    }
}
