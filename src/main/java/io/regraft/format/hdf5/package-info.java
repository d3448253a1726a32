/**
 * HDF5 files, as h5py and Keras write them: read with a parser of our own, which knows where each byte lies, and changed
 * by copy and patch. An object's header never moves, so that whatever refers to it still does. Names follow the HDF5 file
 * format specification, versions 3 and 4.
 */
package io.regraft.format.hdf5;
