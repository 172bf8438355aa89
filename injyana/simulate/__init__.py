"""A simulated country on its way out of the simulator: to files, or over HTTP into a running stack."""
