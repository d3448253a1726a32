"""What the fixture writers and the interop scripts share."""
