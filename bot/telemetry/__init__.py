"""What is measured while serving: metrics, and traces of the ask path. The only home of the Prometheus client and of OpenTelemetry."""
