"""Self-diagnostic of digital maturity for social and medico-social structures."""

__version__ = "0.1.0"
