;; out[rows, columns] (+)= stationary[k, rows]^T moving[k, columns], in tiles of 4 rows x 8 columns.
;; Both operands are first packed so that the innermost loop reads memory in order: the stationary block in panels of
;; 4 rows, the moving one in panels of 8 columns, padded with zeros. Each result is a sum over k ascending.

;; Adds $v to what is at $out if asked to, and stores as many of its lanes as there are columns left.
(func $emit (param $out i32) (param $v v128) (param $columns i32) (param $accumulate i32)
  (if (local.get $accumulate)
    (then (local.set $v (f32x4.add (v128.load (local.get $out)) (local.get $v)))))
  (call $store_up_to (local.get $out) (call $settle (local.get $v)) (local.get $columns)))

;; One tile: $rows (up to 4) x $columns (up to 8) results at $out, whose rows are $pitch bytes apart.
(func $tile (param $out i32) (param $pitch i32) (param $weights i32) (param $panel i32) (param $k i32)
    (param $rows i32) (param $columns i32) (param $accumulate i32)
  (local $a v128) (local $b0 v128) (local $b1 v128)
  (local $c00 v128) (local $c01 v128) (local $c10 v128) (local $c11 v128)
  (local $c20 v128) (local $c21 v128) (local $c30 v128) (local $c31 v128)
  (local $pairs i32)
  (local.set $pairs (i32.shr_u (local.get $k) (i32.const 1)))
  (if (local.get $pairs)
    (then
      (loop $next
          (local.set $b0 (v128.load offset=0 (local.get $panel)))
          (local.set $b1 (v128.load offset=16 (local.get $panel)))
          (local.set $a (v128.load32_splat offset=0 (local.get $weights)))
          (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=4 (local.get $weights)))
          (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=8 (local.get $weights)))
          (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=12 (local.get $weights)))
          (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $b0 (v128.load offset=32 (local.get $panel)))
          (local.set $b1 (v128.load offset=48 (local.get $panel)))
          (local.set $a (v128.load32_splat offset=16 (local.get $weights)))
          (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=20 (local.get $weights)))
          (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=24 (local.get $weights)))
          (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=28 (local.get $weights)))
          (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $panel (i32.add (local.get $panel) (i32.const 64)))
          (local.set $weights (i32.add (local.get $weights) (i32.const 32)))
          (br_if $next (local.tee $pairs (i32.sub (local.get $pairs) (i32.const 1)))))))
  (if (i32.and (local.get $k) (i32.const 1))
    (then
          (local.set $b0 (v128.load offset=0 (local.get $panel)))
          (local.set $b1 (v128.load offset=16 (local.get $panel)))
          (local.set $a (v128.load32_splat offset=0 (local.get $weights)))
          (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=4 (local.get $weights)))
          (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=8 (local.get $weights)))
          (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $a) (local.get $b1))))
          (local.set $a (v128.load32_splat offset=12 (local.get $weights)))
          (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $a) (local.get $b0))))
          (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $a) (local.get $b1))))
    ))
  ;; A whole tile is stored without asking for each vector how much of it counts.
  (if (i32.and (i32.ge_s (local.get $rows) (i32.const 4)) (i32.ge_s (local.get $columns) (i32.const 8)))
    (then
      (local.set $a (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000))
      (if (local.get $accumulate)
        (then
          (local.set $c00 (f32x4.add (v128.load (local.get $out)) (local.get $c00)))
          (local.set $c01 (f32x4.add (v128.load offset=16 (local.get $out)) (local.get $c01)))))
      (v128.store (local.get $out)
        (v128.bitselect (local.get $c00) (local.get $a) (f32x4.eq (local.get $c00) (local.get $c00))))
      (v128.store offset=16 (local.get $out)
        (v128.bitselect (local.get $c01) (local.get $a) (f32x4.eq (local.get $c01) (local.get $c01))))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))
      (if (local.get $accumulate)
        (then
          (local.set $c10 (f32x4.add (v128.load (local.get $out)) (local.get $c10)))
          (local.set $c11 (f32x4.add (v128.load offset=16 (local.get $out)) (local.get $c11)))))
      (v128.store (local.get $out)
        (v128.bitselect (local.get $c10) (local.get $a) (f32x4.eq (local.get $c10) (local.get $c10))))
      (v128.store offset=16 (local.get $out)
        (v128.bitselect (local.get $c11) (local.get $a) (f32x4.eq (local.get $c11) (local.get $c11))))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))
      (if (local.get $accumulate)
        (then
          (local.set $c20 (f32x4.add (v128.load (local.get $out)) (local.get $c20)))
          (local.set $c21 (f32x4.add (v128.load offset=16 (local.get $out)) (local.get $c21)))))
      (v128.store (local.get $out)
        (v128.bitselect (local.get $c20) (local.get $a) (f32x4.eq (local.get $c20) (local.get $c20))))
      (v128.store offset=16 (local.get $out)
        (v128.bitselect (local.get $c21) (local.get $a) (f32x4.eq (local.get $c21) (local.get $c21))))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))
      (if (local.get $accumulate)
        (then
          (local.set $c30 (f32x4.add (v128.load (local.get $out)) (local.get $c30)))
          (local.set $c31 (f32x4.add (v128.load offset=16 (local.get $out)) (local.get $c31)))))
      (v128.store (local.get $out)
        (v128.bitselect (local.get $c30) (local.get $a) (f32x4.eq (local.get $c30) (local.get $c30))))
      (v128.store offset=16 (local.get $out)
        (v128.bitselect (local.get $c31) (local.get $a) (f32x4.eq (local.get $c31) (local.get $c31))))
      (return)))
  (if (i32.gt_s (local.get $rows) (i32.const 0))
    (then
      (call $emit (local.get $out) (local.get $c00) (local.get $columns) (local.get $accumulate))
      (call $emit (i32.add (local.get $out) (i32.const 16)) (local.get $c01)
        (i32.sub (local.get $columns) (i32.const 4)) (local.get $accumulate))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))))
  (if (i32.gt_s (local.get $rows) (i32.const 1))
    (then
      (call $emit (local.get $out) (local.get $c10) (local.get $columns) (local.get $accumulate))
      (call $emit (i32.add (local.get $out) (i32.const 16)) (local.get $c11)
        (i32.sub (local.get $columns) (i32.const 4)) (local.get $accumulate))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))))
  (if (i32.gt_s (local.get $rows) (i32.const 2))
    (then
      (call $emit (local.get $out) (local.get $c20) (local.get $columns) (local.get $accumulate))
      (call $emit (i32.add (local.get $out) (i32.const 16)) (local.get $c21)
        (i32.sub (local.get $columns) (i32.const 4)) (local.get $accumulate))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))))
  (if (i32.gt_s (local.get $rows) (i32.const 3))
    (then
      (call $emit (local.get $out) (local.get $c30) (local.get $columns) (local.get $accumulate))
      (call $emit (i32.add (local.get $out) (i32.const 16)) (local.get $c31)
        (i32.sub (local.get $columns) (i32.const 4)) (local.get $accumulate))
      (local.set $out (i32.add (local.get $out) (local.get $pitch)))))
)

;; Panels of 4 rows: for every k the four values of the rows $from .. $from + 3 of stationary[k, $total].
(func $pack_rows (param $to i32) (param $block i32) (param $k i32) (param $total i32) (param $from i32) (param $end i32)
  (local $left i32) (local $source i32) (local $v v128)
  (loop $panels
    (local.set $source (i32.add (local.get $block) (i32.shl (local.get $from) (i32.const 2))))
    (local.set $left (local.get $k))
    (loop $rows
      (local.set $v (v128.load (local.get $source)))
      (v128.store (local.get $to) (local.get $v))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $source (i32.add (local.get $source) (i32.shl (local.get $total) (i32.const 2))))
      (br_if $rows (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (local.set $from (i32.add (local.get $from) (i32.const 4)))
    (br_if $panels (i32.lt_u (local.get $from) (local.get $end)))))

;; One panel of 8 columns of moving[k, ...], whose rows are $pitch bytes apart. What stands behind the last column is
;; taken along and never stored.
(func $pack_columns (param $to i32) (param $source i32) (param $k i32) (param $pitch i32)
  (loop $rows
    (v128.store (local.get $to) (v128.load (local.get $source)))
    (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $source)))
    (local.set $to (i32.add (local.get $to) (i32.const 32)))
    (local.set $source (i32.add (local.get $source) (local.get $pitch)))
    (br_if $rows (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))

;; Rows $from .. $end of the product; none of $k, $columns and $end - $from is 0. $work has room for 16 bytes for each k
;; and panel of rows, and 32 more for each k.
(func (export "matmul") (param $out i32) (param $stationary i32) (param $moving i32) (param $work i32) (param $k i32)
    (param $total i32) (param $columns i32) (param $accumulate i32) (param $from i32) (param $end i32)
  (local $panel i32) (local $weights i32) (local $column i32) (local $row i32) (local $pitch i32)
  (local.set $pitch (i32.shl (local.get $columns) (i32.const 2)))
  (local.set $panel
    (i32.add (local.get $work)
      (i32.mul (i32.shl (local.get $k) (i32.const 4))
        (i32.shr_u (i32.add (i32.sub (local.get $end) (local.get $from)) (i32.const 3)) (i32.const 2)))))
  (call $pack_rows (local.get $work) (local.get $stationary) (local.get $k) (local.get $total)
    (local.get $from) (local.get $end))
  (loop $across
    (call $pack_columns (local.get $panel)
      (i32.add (local.get $moving) (i32.shl (local.get $column) (i32.const 2))) (local.get $k) (local.get $pitch))
    (local.set $weights (local.get $work))
    (local.set $row (local.get $from))
    (loop $down
      (call $tile
        (i32.add (local.get $out)
          (i32.add (i32.mul (local.get $row) (local.get $pitch)) (i32.shl (local.get $column) (i32.const 2))))
        (local.get $pitch) (local.get $weights) (local.get $panel) (local.get $k)
        (i32.sub (local.get $end) (local.get $row)) (i32.sub (local.get $columns) (local.get $column))
        (local.get $accumulate))
      (local.set $weights (i32.add (local.get $weights) (i32.shl (local.get $k) (i32.const 4))))
      (br_if $down
        (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $end))))
    (br_if $across
      (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 8))) (local.get $columns)))))
