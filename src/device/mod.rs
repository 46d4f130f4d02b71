//! What the phone does: camera, pictures, storage, uploads, the service worker.
