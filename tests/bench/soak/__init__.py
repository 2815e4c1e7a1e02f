"""A soak: a serving newsroom under a steady load of readers while its pusher works; everything is watched."""
