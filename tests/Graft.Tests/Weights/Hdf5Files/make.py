"""Writes the .h5 files of this folder with the HDF Group's own library (made with libhdf5 1.10.8): python3 make.py LIBRARY.
They are legacy Keras weights files that use what Keras's own files seldom do. Number i of every array is (i * 7 + 3) % 101."""
import ctypes
import struct
import sys

H5 = ctypes.CDLL(sys.argv[1])
H5.H5open()
ID, SIZE = ctypes.c_int64, ctypes.c_uint64


def call(name, *arguments, result=ID):
    function = getattr(H5, name)
    function.restype = result
    answer = function(*arguments)
    assert answer >= 0, name
    return answer


def number(name):
    return ID(ctypes.c_int64.in_dll(H5, name).value)


def property_list(name):
    return ID(call("H5Pcreate", number(f"H5P_CLS_{name}_ID_g")))


def dims(sizes):
    return (SIZE * max(len(sizes), 1))(*sizes)


def space(shape):
    return ID(call("H5Screate_simple", len(shape), dims(shape), None))


def open_file(name, latest, user_block=0, persist=None):
    access, creation = property_list("FILE_ACCESS"), property_list("FILE_CREATE")
    if latest:
        call("H5Pset_libver_bounds", access, 2, 2, result=ctypes.c_int)
    if user_block:
        call("H5Pset_userblock", creation, SIZE(user_block), result=ctypes.c_int)
    return ID(call("H5Fcreate", name.encode(), ctypes.c_uint(2), creation, access))


def group(where, name):
    links = property_list("LINK_CREATE")
    call("H5Pset_create_intermediate_group", links, 1, result=ctypes.c_int)
    return ID(call("H5Gcreate2", where, name.encode(), links, ID(0), ID(0)))


def texts(where, name, values):
    size = max(len(v) for v in values) if values else 8
    kind = ID(call("H5Tcopy", number("H5T_C_S1_g") if values else number("H5T_NATIVE_DOUBLE_g")))
    if values:
        call("H5Tset_size", kind, ctypes.c_size_t(size), result=ctypes.c_int)
        call("H5Tset_strpad", kind, 1, result=ctypes.c_int)
    attribute = ID(call("H5Acreate2", where, name.encode(), kind, space([len(values)]), ID(0), ID(0)))
    call("H5Awrite", attribute, kind, b"".join(v.encode().ljust(size, b"\0") for v in values), result=ctypes.c_int)
    call("H5Aclose", attribute, result=ctypes.c_int)


def half():
    kind = ID(call("H5Tcopy", number("H5T_IEEE_F32LE_g")))
    call("H5Tset_fields", kind, *map(ctypes.c_size_t, (15, 10, 5, 0, 10)), result=ctypes.c_int)
    call("H5Tset_size", kind, ctypes.c_size_t(2), result=ctypes.c_int)
    call("H5Tset_ebias", kind, ctypes.c_size_t(15), result=ctypes.c_int)
    return kind


def brain():
    kind = ID(call("H5Tcopy", number("H5T_IEEE_F32LE_g")))
    call("H5Tset_fields", kind, *map(ctypes.c_size_t, (15, 7, 8, 0, 7)), result=ctypes.c_int)
    call("H5Tset_size", kind, ctypes.c_size_t(2), result=ctypes.c_int)
    call("H5Tset_ebias", kind, ctypes.c_size_t(127), result=ctypes.c_int)
    return kind


def array(where, name, shape, kind=None, chunks=None, gzip=None, shuffle=False, sums=False, early=False, compact=False, grow=False):
    creation, links = property_list("DATASET_CREATE"), property_list("LINK_CREATE")
    call("H5Pset_create_intermediate_group", links, 1, result=ctypes.c_int)
    if chunks:
        call("H5Pset_chunk", creation, len(chunks), dims(chunks), result=ctypes.c_int)
    if shuffle:
        call("H5Pset_shuffle", creation, result=ctypes.c_int)
    if gzip is not None:
        call("H5Pset_deflate", creation, ctypes.c_uint(gzip), result=ctypes.c_int)
    if sums:
        call("H5Pset_fletcher32", creation, result=ctypes.c_int)
    if early:
        call("H5Pset_alloc_time", creation, 1, result=ctypes.c_int)
    if compact:
        call("H5Pset_layout", creation, 0, result=ctypes.c_int)
    count = 1
    for size in shape:
        count *= size
    values = struct.pack(f"<{count}f", *[(i * 7 + 3) % 101 for i in range(count)])
    place = space(shape)
    if grow:
        call("H5Sset_extent_simple", place, len(shape), dims(shape), dims([2**64 - 1] * len(shape)), result=ctypes.c_int)
    kind = kind or number("H5T_IEEE_F32LE_g")
    data = ID(call("H5Dcreate2", where, name.encode(), kind, place, links, creation, ID(0)))
    call("H5Dwrite", data, number("H5T_IEEE_F32LE_g"), ID(0), ID(0), ID(0), values, result=ctypes.c_int)
    call("H5Dclose", data, result=ctypes.c_int)


def weights_file(name, layers, latest, user_block=0, cut=None):
    """layers: name -> {weight: arguments of array()}; cut: how many layer names one attribute holds."""
    file = open_file(name, latest, user_block)
    names = list(layers)
    if cut:
        for part in range(0, len(names), cut):
            texts(file, f"layer_names{part // cut}", names[part:part + cut])
    else:
        texts(file, "layer_names", names)
    for layer, arrays in layers.items():
        place = group(file, layer)
        texts(place, "weight_names", list(arrays))
        for weight, options in arrays.items():
            array(place, weight, **options)
        call("H5Gclose", place, result=ctypes.c_int)
    call("H5Fclose", file, result=ctypes.c_int)


MANY = {f"layer_{i:03}": {"kernel": {"shape": [2]}} if i % 50 == 7 else {} for i in range(int(sys.argv[2]) if len(sys.argv) > 2 else 150)}
CHUNKS = {
    "edges": {"kernel": {"shape": [5, 7, 3], "chunks": [2, 3, 2]}},
    "one": {"kernel": {"shape": [4, 4], "chunks": [4, 4]}, "bias": {"shape": [9], "chunks": [9], "gzip": 9}},
    "early": {"kernel": {"shape": [6, 5], "chunks": [4, 2], "early": True}},
    "many": {"kernel": {"shape": [1100], "chunks": [1]}},
    "packed": {"kernel": {"shape": [9, 10], "chunks": [4, 4], "gzip": 6, "shuffle": True, "sums": True}},
    "summed": {"kernel": {"shape": [7], "chunks": [3], "sums": True}},
    "compact": {"kernel": {"shape": [3], "compact": True}, "bias": {"shape": []}},
}
TYPES = {"types": {
    "half": {"shape": [5], "kind": half()},
    "brain": {"shape": [5], "kind": brain()},
    **{name: {"shape": [5], "kind": number(f"H5T_{kind}_g")} for name, kind in {
        "double": "IEEE_F64LE", "i8": "STD_I8LE", "i16": "STD_I16LE", "i32": "STD_I32LE", "i64": "STD_I64LE",
        "u8": "STD_U8LE", "u16": "STD_U16LE", "u32": "STD_U32LE", "u64": "STD_U64LE"}.items()}}}
for age, latest in (("old", False), ("new", True)):
    weights_file(f"many_layers_{age}.h5", MANY, latest)
    weights_file(f"chunks_{age}.h5", CHUNKS, latest)
weights_file("many_attributes_new.h5", {f"layer_{i:02}": {} for i in range(30)} | {"last": {"kernel": {"shape": [3]}}}, True, cut=2)
weights_file("types_old.h5", TYPES, False)
weights_file("user_block_old.h5", {"a": {"kernel": {"shape": [2, 2]}}}, False, user_block=1024)
weights_file("big_endian_old.h5", {"a": {"kernel": {"shape": [2], "kind": number("H5T_IEEE_F32BE_g")}}}, False)
weights_file("growing_new.h5", {"a": {"kernel": {"shape": [4, 4], "chunks": [2, 2], "grow": True}}}, True)
