/** HDF5 files, as far as to say what one holds; reading and migrating them comes later. */
package io.regraft.format.hdf5;
