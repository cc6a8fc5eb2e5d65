"""Walk a running demo as an élu: health, sign in, the plans and a fiche of each. Exit code 1 when a page fails."""

import re
import sys
import time
from http.cookiejar import CookieJar
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ACCOUNT = ("elu@demo.example", "Brume-du-matin-2026")
PATIENCE = 180  # seconds for the demo to migrate, load its data and answer


def main(address: str) -> int:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    wait_for(opener, address + "/sante")
    page = get(opener, address + "/compte/connexion/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        return fail("la page de connexion n’a pas de formulaire")
    fields = {"csrfmiddlewaretoken": token[1], "username": ACCOUNT[0], "password": ACCOUNT[1]}
    opener.addheaders.append(("Referer", address + "/compte/connexion/"))
    home = opener.open(address + "/compte/connexion/", urlencode(fields).encode(), timeout=30).read().decode()
    plans = sorted(set(re.findall(r'href="(/t/[\w-]+/plans/[\w-]+/)"', home)))
    if not plans:
        return fail("aucun plan sur la page d’accueil de l’élu")
    fiches = 0
    for plan in plans:
        links = re.findall(r'href="(/t/[\w-]+/plans/[\w-]+/fiches/\d+/)"', get(opener, address + plan))
        fiches += len(links)
        if links:
            get(opener, address + links[0])
    print(f"{len(plans)} plans et {fiches} liens vers des fiches lus dans la démonstration")
    return 0 if fiches >= 120 else fail("moins de 120 fiches")


def wait_for(opener: OpenerDirector, url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            opener.open(url, timeout=5)
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


def get(opener: OpenerDirector, url: str) -> str:
    return opener.open(url, timeout=30).read().decode()


def fail(reason: str) -> int:
    print(f"Échec : {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
