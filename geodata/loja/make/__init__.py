"""Generator of the schematic and synthetic layers of the sample. Entry point: ../make_layers.py."""
