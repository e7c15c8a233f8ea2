"""What the tests of the directory may ask for."""

from tests.directory.importing import empty_directory, planned
from tests.directory.pulling_from import beside

__all__ = ["beside", "empty_directory", "planned"]
