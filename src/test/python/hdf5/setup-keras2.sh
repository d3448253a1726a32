#!/usr/bin/env bash
# Makes the Python environment of Keras 2, which comes with TensorFlow and shares no versions with the other one.
#
#   src/test/python/hdf5/setup-keras2.sh FOLDER
#
# It prints nothing and returns at once when the environment is there already. PYTHON names the interpreter (3.10 to 3.13,
# default python3).
set -euo pipefail

venv=$1
stamp=$venv/regraft.stamp
wanted=$(cksum < "${BASH_SOURCE[0]}")
if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip --quiet --disable-pip-version-check install \
  tf-keras==2.21.0 tensorflow-cpu==2.21.0 h5py==3.14.0 numpy==2.4.6
CUDA_VISIBLE_DEVICES='' TF_CPP_MIN_LOG_LEVEL=3 "$venv/bin/python" -c \
  'import tf_keras; assert tf_keras.__version__ == "2.21.0", tf_keras.__version__' 2>/dev/null
printf '%s\n' "$wanted" > "$stamp"
