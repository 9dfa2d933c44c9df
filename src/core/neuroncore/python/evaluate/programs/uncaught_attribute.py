class Config:
    tile = 128
print(Config.tile)
Config().buffers_of_psum
