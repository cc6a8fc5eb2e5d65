from actions.forms.faults import Fault
from actions.forms.fiche import FicheForm

__all__ = ["Fault", "FicheForm"]
