;; Reductions of rows in sixteen lanes, as `reduceRows` of javascript-sums.ts. Operations: add multiply max min.

;; x operation y, four lanes.
(func $combine (param $operation i32) (param $x v128) (param $y v128) (result v128)
  (block $min (block $max (block $multiply (block $add
    (br_table $add $multiply $max $min (local.get $operation)))
    (return (f32x4.add (local.get $x) (local.get $y))))
    (return (f32x4.mul (local.get $x) (local.get $y))))
    (return (f32x4.max (local.get $x) (local.get $y))))
  (f32x4.min (local.get $x) (local.get $y)))

;; The value that leaves the other operand as it is.
(func $neutral (param $operation i32) (result v128)
  (block $min (block $max (block $multiply (block $add
    (br_table $add $multiply $max $min (local.get $operation)))
    (return (v128.const f32x4 0 0 0 0)))
    (return (v128.const f32x4 1 1 1 1)))
    (return (v128.const f32x4 -inf -inf -inf -inf)))
  (v128.const f32x4 inf inf inf inf))

(func (export "reduce_rows") (param $operation i32) (param $out i32) (param $x i32) (param $rows i32) (param $columns i32)
  (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128) (local $neutral v128) (local $left i32)
  (local.set $neutral (call $neutral (local.get $operation)))
  (block $end
    (loop $next_row
      (br_if $end (i32.eqz (local.get $rows)))
      (local.set $v0 (local.get $neutral))
      (local.set $v1 (local.get $neutral))
      (local.set $v2 (local.get $neutral))
      (local.set $v3 (local.get $neutral))
      (local.set $left (local.get $columns))
      (block $row_done
        (loop $next
          (br_if $row_done (i32.lt_s (local.get $left) (i32.const 16)))
      (block $done
      (block $min
      (block $max
      (block $multiply
      (block $add
        (br_table $add $multiply $max $min (local.get $operation)))
        (local.set $v0 (f32x4.add (local.get $v0) (v128.load offset=0 (local.get $x))))
        (local.set $v1 (f32x4.add (local.get $v1) (v128.load offset=16 (local.get $x))))
        (local.set $v2 (f32x4.add (local.get $v2) (v128.load offset=32 (local.get $x))))
        (local.set $v3 (f32x4.add (local.get $v3) (v128.load offset=48 (local.get $x))))
        (br $done))
        (local.set $v0 (f32x4.mul (local.get $v0) (v128.load offset=0 (local.get $x))))
        (local.set $v1 (f32x4.mul (local.get $v1) (v128.load offset=16 (local.get $x))))
        (local.set $v2 (f32x4.mul (local.get $v2) (v128.load offset=32 (local.get $x))))
        (local.set $v3 (f32x4.mul (local.get $v3) (v128.load offset=48 (local.get $x))))
        (br $done))
        (local.set $v0 (f32x4.max (local.get $v0) (v128.load offset=0 (local.get $x))))
        (local.set $v1 (f32x4.max (local.get $v1) (v128.load offset=16 (local.get $x))))
        (local.set $v2 (f32x4.max (local.get $v2) (v128.load offset=32 (local.get $x))))
        (local.set $v3 (f32x4.max (local.get $v3) (v128.load offset=48 (local.get $x))))
        (br $done))
        (local.set $v0 (f32x4.min (local.get $v0) (v128.load offset=0 (local.get $x))))
        (local.set $v1 (f32x4.min (local.get $v1) (v128.load offset=16 (local.get $x))))
        (local.set $v2 (f32x4.min (local.get $v2) (v128.load offset=32 (local.get $x))))
        (local.set $v3 (f32x4.min (local.get $v3) (v128.load offset=48 (local.get $x))))
      )
          (local.set $x (i32.add (local.get $x) (i32.const 64)))
          (local.set $left (i32.sub (local.get $left) (i32.const 16)))
          (br $next)))
      (if (local.get $left)
        (then
          ;; The rest of the row, with neutral elements behind it.
          (v128.store offset=0 (global.get $row) (local.get $neutral))
          (v128.store offset=16 (global.get $row) (local.get $neutral))
          (v128.store offset=32 (global.get $row) (local.get $neutral))
          (v128.store offset=48 (global.get $row) (local.get $neutral))
          (memory.copy (global.get $row) (local.get $x) (i32.shl (local.get $left) (i32.const 2)))
          (local.set $v0
            (call $combine (local.get $operation) (local.get $v0) (v128.load offset=0 (global.get $row))))
          (local.set $v1
            (call $combine (local.get $operation) (local.get $v1) (v128.load offset=16 (global.get $row))))
          (local.set $v2
            (call $combine (local.get $operation) (local.get $v2) (v128.load offset=32 (global.get $row))))
          (local.set $v3
            (call $combine (local.get $operation) (local.get $v3) (v128.load offset=48 (global.get $row))))
          (local.set $x (i32.add (local.get $x) (i32.shl (local.get $left) (i32.const 2))))))
      (local.set $v0
        (call $combine (local.get $operation)
          (call $combine (local.get $operation) (local.get $v0) (local.get $v2))
          (call $combine (local.get $operation) (local.get $v1) (local.get $v3))))
      (local.set $v0
        (call $combine (local.get $operation) (local.get $v0)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $v0) (local.get $v0))))
      (local.set $v0
        (call $combine (local.get $operation) (local.get $v0)
          (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $v0) (local.get $v0))))
      (v128.store32_lane 0 (local.get $out) (call $settle (local.get $v0)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $next_row))))
