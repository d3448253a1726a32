// Asks HDF5 2.0, which is stricter than 1.10, whether files are what they should be, and goes on writing to them.
//
//   node h5wasm_check.mjs NODE_MODULES FOLDER
//
// FOLDER holds edits.json as src/test/python/hdf5/check.py has it. Prints what is wrong, a line each.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const entry = path.join(path.resolve(modules), "h5wasm", "dist", "node", "hdf5_hl.js");
const { default: h5wasm } = await import(pathToFileURL(entry).href);
const { libver } = await h5wasm.ready.then((m) => ({ libver: m.H5_version ? m.H5_version() : "" })).catch(() => ({}));

const DTYPES = {
  float64: "<d", float32: "<f", float16: "<e", int64: "<q", int32: "<i", int16: "<h", int8: "<b",
  uint64: "<Q", uint32: "<I", uint16: "<H", uint8: "<B",
};
const ORDER = /^[<>|=]/;

function hex(dataset) {
  const value = dataset.value;
  const numbers = ArrayBuffer.isView(value) ? value : null;
  return numbers && Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("hex");
}

function* compare(file, expected) {
  for (const [name, [dtype, shape, content]] of Object.entries(expected.tensors)) {
    const dataset = file.get(name);
    if (!dataset) {
      yield `${name} is missing`;
      continue;
    }
    if (JSON.stringify(dataset.shape) !== JSON.stringify(shape)) {
      yield `${name} has shape ${dataset.shape}, not ${shape}`;
      continue;
    }
    const known = DTYPES[dtype];
    if (!known || !content || !shape.length) {
      continue;
    }
    if (String(dataset.dtype).replace(ORDER, "") !== known.replace(ORDER, "")) {
      yield `${name} has dtype ${dataset.dtype}, not ${dtype}`;
    } else if (dtype !== "float16" && String(dataset.dtype).startsWith("<") && hex(dataset) !== content) {
      yield `${name} has another content`;
    }
  }
}

function* append(file) {
  const group = file.create_group("appended");
  group.create_dataset({ name: "inside", data: new Float32Array([1, 2, 3]), shape: [3] });
  file.create_dataset({ name: "appended_too", data: new Int32Array([7]), shape: [1] });
  file.create_attribute("appended", "text ".repeat(20));
  file.flush();
  if (file.get("appended/inside").value[2] !== 3) {
    yield "what was appended is not there";
  }
}

let wrong = 0;
const edits = JSON.parse(fs.readFileSync(path.join(folder, "edits.json"), "utf8"));
for (const [name, expected] of Object.entries(edits)) {
  const problems = [];
  const copy = path.join(folder, "wasm.h5");
  try {
    const read = new h5wasm.File(path.join(folder, name), "r");
    problems.push(...compare(read, expected));
    read.close();
    fs.copyFileSync(path.join(folder, name), copy);
    const more = new h5wasm.File(copy, "a");
    problems.push(...append(more));
    more.close();
    const again = new h5wasm.File(copy, "r");
    for (const problem of compare(again, expected)) {
      problems.push(`after appending: ${problem}`);
    }
    if (!again.get("appended/inside")) {
      problems.push("what was appended is gone");
    }
    again.close();
  } catch (e) {
    problems.push(String(e && e.message ? e.message : e).split("\n")[0]);
  } finally {
    fs.rmSync(copy, { force: true });
  }
  for (const problem of problems) {
    wrong++;
    console.log(`${name}: ${problem}`);
  }
}
console.log(`${Object.keys(edits).length} files, ${wrong} problems, HDF5 ${libver ?? ""}`);
process.exit(wrong > 0 ? 1 : 0);
