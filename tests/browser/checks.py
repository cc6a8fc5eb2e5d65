"""What every page must keep in a browser: nothing for axe-core to say, no sideways scroll on the narrowest phone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}


def faults(page: Page) -> list[str]:
    """What axe-core finds in the page as it stands, and whether it overflows a phone of 320 px; one line each."""
    found = [
        f"{violation['id']} ({violation['help']}): {violation['nodes'][0]['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
    ]
    size = page.viewport_size or DESK
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    if width > PHONE["width"]:
        found.append(f"{width} px wide on a phone of {PHONE['width']} px")
    return found


def assert_accessible(page: Page) -> None:
    """Fail with the `faults` of the page."""
    found = faults(page)
    assert not found, f"{page.url}: {found}"
