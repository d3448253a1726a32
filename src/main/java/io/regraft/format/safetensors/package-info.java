/**
 * Safetensors files: a header of JSON that names ranges of one block of data.
 *
 * <pre>
 * u64      n, the length of the header, little-endian: at most 100,000,000
 * n bytes  {"__metadata__": {KEY: TEXT, …}, NAME: {"dtype": D, "shape": [s, …], "data_offsets": [b, e]}, …} and blanks
 * the rest data; offsets count from here, and the tensors cover it without a gap
 * </pre>
 *
 * <p>Followed is safetensors 0.8.0, {@code safetensors/src/tensor.rs}. What it lets pass in silence, such as a name that
 * stands twice, is refused; canonical bytes are those that it writes. Order, metadata and the header's own text are kept
 * where nothing asks otherwise.
 */
package io.regraft.format.safetensors;
