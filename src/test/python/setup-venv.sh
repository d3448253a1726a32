#!/usr/bin/env bash
# Makes the Python environment of the interop tests: torch, safetensors, transformers, h5py, keras.
#
#   src/test/python/setup-venv.sh [FOLDER]     (default: .venv at the repository root)
#
# It prints nothing and returns at once when the environment is there already.
# PYTHON names the interpreter (3.10 to 3.13, default python3). TORCH_INDEX names an index
# that is asked for a CPU build first; set it empty to go to pip's own index at once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${1:-$here/../../../.venv}
python=${PYTHON:-python3}
torch=torch==2.13.0
index=${TORCH_INDEX-https://download.pytorch.org/whl/cpu}

# What the Linux build on pip's own index links and cannot be imported without: about 1.5 GB
# to fetch. Left out: triton, cuSOLVER, NVTX and the Python bindings.
linked=(
  nvidia-cublas==13.1.1.3
  nvidia-cuda-cupti==13.0.85
  nvidia-cuda-nvrtc==13.0.88
  nvidia-cuda-runtime==13.0.96
  nvidia-cudnn-cu13==9.20.0.48
  nvidia-cufft==12.0.0.61
  nvidia-cufile==1.15.1.6
  nvidia-curand==10.4.0.35
  nvidia-cusparse==12.6.3.3
  nvidia-cusparselt-cu13==0.8.1
  nvidia-nccl-cu13==2.29.7
  nvidia-nvjitlink==13.0.88
  nvidia-nvshmem-cu13==3.4.5
)

stamp=$venv/regraft.stamp
wanted=$(cat "$here/requirements.txt" "${BASH_SOURCE[0]}" | cksum)
if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi

pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }
works() {
  "$venv/bin/python" -c 'import torch; assert torch.__version__.startswith("2.13.0")' 2>/dev/null
}

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip install --no-deps -r "$here/requirements.txt"
if ! works; then
  if [ -n "$index" ]; then
    pip install --no-deps --retries 0 --timeout 15 --index-url "$index" "$torch" 2>/dev/null || true
  fi
  works || pip install --no-deps "$torch"
  works || pip install --no-deps "${linked[@]}"
fi
KERAS_BACKEND=torch "$venv/bin/python" - <<'PY'
import h5py, keras, numpy, safetensors, torch, transformers
assert torch.__version__.startswith("2.13.0"), torch.__version__
assert torch.ones(2).sum().item() == 2
PY
printf '%s\n' "$wanted" > "$stamp"
