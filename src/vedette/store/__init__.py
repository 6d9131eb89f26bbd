"""What is kept between runs: alerts with their lives, and investigations; SQLite by default, or PostgreSQL."""
