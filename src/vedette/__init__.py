"""Vedette finds clients of bad reputation that reached a vulnerable application, and says what they did."""

__version__ = "0.1.0"
