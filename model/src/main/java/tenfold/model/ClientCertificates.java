package tenfold.model;

import java.nio.file.Path;

/// The PEM file of the authorities whose certificates clients may show, and whether they must.
public record ClientCertificates(Path authorities, boolean required) {}
