"""The static files of a real installation: compressed, under a name that holds their hash, for ever in the caches."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# import { enhance } from "./enhance.js";
_IMPORTED = (r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)")""", 'from "%(url)s"')


class HashedFiles(CompressedManifestStaticFilesStorage):
    """What one of our modules imports is named by its hash too: one copy of each module, and never a stale one."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORTED,)))
