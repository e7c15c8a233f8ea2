"""What the tests of the directory may ask for."""

from tests.directory.importing import empty_directory, planned

__all__ = ["empty_directory", "planned"]
