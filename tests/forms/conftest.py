"""Forms are opened in the same browser as the reports."""

from browser.conftest import browser, open_page

__all__ = ["browser", "open_page"]
