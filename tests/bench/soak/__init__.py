"""A soak: a serving newsroom under a steady load of readers while its desk works; everything is watched."""
