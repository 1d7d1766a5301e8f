"""What would fit any project: no noun of ours stands here."""
