package tenfold.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Changes some parts of a [LoadPlan] and leaves the others as they are.
public final class LoadPlanBuilder {
    private final double ratePerSecond;
    private final Duration duration;
    private List<URI> urls;
    private LoadRequest request;
    private Duration warmUp;
    private int connectionsMax;
    private int waitingMax;
    private double zipfExponent;
    private Duration timeout;
    private long seed;
    private LoadTrust trust;
    private boolean remoteAllowed;

    LoadPlanBuilder(LoadPlan plan) {
        this.urls = plan.urls();
        this.request = plan.request();
        this.ratePerSecond = plan.ratePerSecond();
        this.warmUp = plan.warmUp();
        this.duration = plan.duration();
        this.connectionsMax = plan.connectionsMax();
        this.waitingMax = plan.waitingMax();
        this.zipfExponent = plan.zipfExponent();
        this.timeout = plan.timeout();
        this.seed = plan.seed();
        this.trust = plan.trust();
        this.remoteAllowed = plan.remoteAllowed();
    }

    public LoadPlanBuilder urls(List<URI> value) {
        urls = value;
        return this;
    }

    public LoadPlanBuilder request(LoadRequest value) {
        request = value;
        return this;
    }

    public LoadPlanBuilder warmUp(Duration value) {
        warmUp = value;
        return this;
    }

    public LoadPlanBuilder connectionsMax(int value) {
        connectionsMax = value;
        return this;
    }

    public LoadPlanBuilder waitingMax(int value) {
        waitingMax = value;
        return this;
    }

    public LoadPlanBuilder zipfExponent(double value) {
        zipfExponent = value;
        return this;
    }

    public LoadPlanBuilder timeout(Duration value) {
        timeout = value;
        return this;
    }

    public LoadPlanBuilder seed(long value) {
        seed = value;
        return this;
    }

    public LoadPlanBuilder trust(LoadTrust value) {
        trust = value;
        return this;
    }

    public LoadPlanBuilder remoteAllowed(boolean value) {
        remoteAllowed = value;
        return this;
    }

    public LoadPlan build() {
        return new LoadPlan(
                urls,
                request,
                ratePerSecond,
                warmUp,
                duration,
                connectionsMax,
                waitingMax,
                zipfExponent,
                timeout,
                seed,
                trust,
                remoteAllowed);
    }
}
