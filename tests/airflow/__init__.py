"""The refresh as Airflow runs it. These tests belong to `.venv-airflow`; `make test` runs them there."""
