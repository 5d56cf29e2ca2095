"""gunicorn: processes, workers, sockets."""
