"""The one place where a file may come in: written into a private folder, bounded, never into memory (S2)."""

from io import BufferedWriter
from pathlib import Path, PurePath
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from directory.import_jobs import SUFFIXES

MAPPING_BYTES: Final = 64 * 1024  # a mapping of columns is a page
FORM_BYTES: Final = 16 * 1024  # what the other fields of the form and its borders take at most


class PrivateFolder(FileUploadHandler):
    """Write the file and its mapping under names of ours; what is too large or unexpected ends the upload."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        super().__init__()
        self.folder, self.most = folder, most_bytes
        self.too_large = self.unexpected = False
        self.target: BufferedWriter | None = None
        self.count = 0

    def new_file(self, field_name: str, file_name: str, *rest: object, **named: object) -> None:
        """Open the file for a field of the form. Raises: StopUpload for any other field or kind of file."""
        super().new_file(field_name, file_name, *rest, **named)  # type: ignore[arg-type]
        suffix = PurePath(file_name or "").suffix.lower()
        name = {"file": f"file{suffix}", "mapping": "mapping.yaml"}.get(field_name)
        if name is None or (field_name == "file" and suffix not in SUFFIXES):
            self.unexpected = True
            raise StopUpload(connection_reset=False)
        self.count = 0
        self.target = (self.folder / name).open("wb")
        (self.folder / name).chmod(0o600)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came. Raises: StopUpload when it is more than the installation takes."""
        self.count += len(raw_data)
        if self.count > (MAPPING_BYTES if self.field_name == "mapping" else self.most):
            self.too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        if self.target:
            self.target.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Close the file; the form sees only that there is one, and how large."""
        if self.target is None:
            return None
        self.target.close()
        self.target = None
        return UploadedFile(name=self.field_name, size=file_size)

    def upload_interrupted(self) -> None:
        """Close what was begun; whoever asked for the upload removes the folder."""
        if self.target:
            self.target.close()
            self.target = None
