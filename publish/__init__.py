"""Runs the notebooks and renders the site: ``make notebooks``."""
