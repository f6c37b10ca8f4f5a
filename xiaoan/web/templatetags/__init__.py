"""What the templates of all apps may say: `{% load web_tags %}`."""
