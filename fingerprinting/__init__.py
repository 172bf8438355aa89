"""From audio to chromaprint items and back from what devices send: shared by catalogue, gateway and recognition."""
