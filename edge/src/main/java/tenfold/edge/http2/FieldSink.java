package tenfold.edge.http2;

/// Takes the fields of a header block; the slices change after the call.
public interface FieldSink {
    void field(Slice name, Slice value);
}
