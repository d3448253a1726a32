/**
 * A checkpoint of many files: one folder, with an index that says which tensor lies in which shard.
 *
 * <pre>
 * model.safetensors                        one file
 * model-00001-of-00003.safetensors …       shards, of
 * model.safetensors.index.json             {"metadata": {"total_size": N, …}, "weight_map": {NAME: FILE, …}}
 * model.fp16.safetensors                   a variant: STEM.VARIANT.EXT
 * model.fp16-00001-of-00002.safetensors …  its shards, or as they were named before:
 * model-00001-of-00002.fp16.safetensors …
 * model.safetensors.index.fp16.json        and its index
 * </pre>
 *
 * <p>A shard is opened by the formats of single files; this package knows none of them. What loaders take silently wrong
 * is refused: huggingface transformers opens every file that an index names and takes every tensor in it, whatever the
 * map says, and prefers a single file to an index beside it.
 */
package io.regraft.format.folder;
