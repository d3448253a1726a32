/**
 * PyTorch checkpoints: what {@code torch.save} writes since 1.6, a zip archive of a pickle and a record a storage.
 *
 * <pre>
 * PREFIX/data.pkl                 the object, tensors as rebuild calls on persistent ids
 * PREFIX/.format_version          "1": loads may compute where storages lie (since 2.7)
 * PREFIX/.storage_alignment       "64"
 * PREFIX/byteorder                "little" or "big"
 * PREFIX/data/KEY                 a storage
 * PREFIX/version                  "3\n"
 * PREFIX/.data/serialization_id   two hashes
 * </pre>
 *
 * <p>Followed is torch 1.6 to 2.13, {@code torch/serialization.py} and {@code caffe2/serialize/inline_container.cc}.
 * The pickle is parsed and patched, never run. TorchScript and exported programs are read, and refused any change.
 */
package io.regraft.format.pytorch;
