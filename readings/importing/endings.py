"""Where a text saved from a web page ends, and its sharing, comments and reply form begin."""

import re

from .lines import Unit

LONGEST = 250  # longer than this is prose again
PATIENCE = 4  # lines without a sign between two lines with one
FARTHEST = 60  # lines from the end

SIGN = re.compile(
    # English
    r"^share (?:this|on|via)\b|^(?:leave|post|write|add) an? (?:reply|comment|response)\b"
    r"|^(?:\d+|no|one) (?:comments?|replies|responses|thoughts?)\b|^comments? (?:are )?closed"
    r"|^(?:cancel|post) (?:reply|comment)|\bemail address will not be published\b"
    r"|^required fields are marked|\bhow your comment data is processed\b|\bakismet\b"
    r"|^(?:related|similar|recent|popular) (?:posts?|articles?|stories)$|^you (?:may|might) also (?:like|enjoy)"
    r"|^(?:sign up|subscribe) (?:for|to) (?:our|the|my) \w+|^subscribe$|^follow us\b|^like this:"
    r"|^(?:previous|next) (?:post|article|story)\b|^(?:print|email|tweet) this\b|^log ?in to (?:reply|comment)"
    r"|^save my name, e-?mail|^notify me of|^avatar placeholder|^this will close in \d+ sec"
    r"|^(?:powered by|proudly powered) \w+|^skip to (?:content|comments)|^back to top$|^all rights reserved\.?$"
    # French
    r"|^partage[rz]\b.{0,30}$|^(?:laisser|ajouter|écrire|poster) un (?:commentaire|message)|^\d+ commentaires?$"
    r"|^aucun commentaire|\badresse (?:e-?mail|de messagerie) ne sera pas publiée|^les champs obligatoires"
    r"|^articles? (?:similaires?|liés?|récents?|connexes?)$|^suivez[- ]nous|^s['’]abonner\b.{0,40}$|^annuler la réponse"
    r"|^article (?:précédent|suivant)\b|^tous droits réservés\.?$|^enregistrer mon nom|données de vos commentaires"
    # German, Spanish, Italian
    r"|^teilen\b.{0,20}$|^(?:schreibe )?(?:einen|ein) kommentar\b|^\d+ kommentare?$|^antwort(?:en)? abbrechen"
    r"|\be-mail-adresse wird nicht veröffentlicht|^ähnliche (?:beiträge|artikel)$|^erforderliche felder"
    r"|^compart(?:e|ir)\b.{0,30}$|^deja (?:un comentario|una respuesta)|^\d+ comentarios?$"
    r"|\bcorreo electrónico no será publicada|^condividi\b.{0,30}$|^lascia un commento|^\d+ commenti$",
    re.I,
)


def leave_out_the_end(units: list[Unit]) -> None:
    """Walk up from the end, from sign to sign; one sign alone is not enough."""
    start, signs, waited = len(units), 0, 0
    for index in range(len(units) - 1, max(-1, len(units) - 1 - FARTHEST), -1):
        unit = units[index]
        if len(unit.text) > LONGEST:
            break
        if SIGN.search(unit.text):
            start, signs, waited = index, signs + 1, 0
        else:
            waited += 1
            if waited > PATIENCE:
                break
    if signs < 2 or start == 0:
        return
    for unit in units[start:]:
        unit.propose("left_out", "after_the_end")
        unit.left_out = True
        unit.text = f"{unit.label} {unit.text}".replace("\n", " ").strip()
